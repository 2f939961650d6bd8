"""How far is the country on the way to its targets?"""

from nap.topics import targets
from nap.web.browser import show

show(targets)
