"""Who was trained and informed, and who has not been reached?"""

from nap.topics import training
from nap.web.browser import show

show(training)
