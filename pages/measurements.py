"""How much mercury was measured where, and how much of it lies above a reference value?"""

from nap.topics import measurements
from nap.web.browser import show

show(measurements)
