"""Which licences run out, and does the register know?"""

from nap.topics import licences
from nap.web.browser import show

show(licences)
