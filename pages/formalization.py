"""Who mines legally, and who is on the way?"""

from nap.topics import formalization
from nap.web.browser import show

show(formalization)
