"""Where does the mercury come from, and where does it go?"""

from nap.topics import balance
from nap.web.browser import show

show(balance)
