"""What would it take to reach the target?"""

from nap.topics import scenario
from nap.web.browser import show

show(scenario)
