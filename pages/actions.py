"""What is done, what is late, and whom to chase?"""

from nap.topics import actions
from nap.web.browser import show

show(actions)
