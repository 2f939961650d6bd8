"""What does the plan cost, what of it is secured, and what did it buy?"""

from nap.topics import money
from nap.web.browser import show

show(money)
