"""Are the four worst practices ending?"""

from nap.topics import practices
from nap.web.browser import show

show(practices)
