"""What have projects achieved, and what did it take?"""

from nap.topics import donors
from nap.web.browser import show

show(donors)
