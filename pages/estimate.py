"""How can we estimate, step by step, how much mercury is used?"""

from nap.topics import estimate
from nap.web.browser import show

show(estimate)
