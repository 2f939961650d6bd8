"""Which places are contaminated, where to act first, and what is being done?"""

from nap.topics import contaminated
from nap.web.browser import show

show(contaminated)
