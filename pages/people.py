"""Who carries how much mercury, and who looks after them?"""

from nap.topics import people
from nap.web.browser import show

show(people)
