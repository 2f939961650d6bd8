"""Where does the country stand with the Convention?"""

from nap.topics import obligations
from nap.web.browser import show

show(obligations)
