"""Where does the mercury come in, and do the books agree?"""

from nap.topics import trade
from nap.web.browser import show

show(trade)
