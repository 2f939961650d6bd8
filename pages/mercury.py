"""How much mercury is used, and where does it go?"""

from nap.topics import mercury
from nap.web.browser import show

show(mercury)
