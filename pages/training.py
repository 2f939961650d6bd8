"""Training and awareness: who was reached, and who was not?"""

from nap.topics import training
from nap.web.browser import show

show(training)
