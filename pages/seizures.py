"""What mercury was seized, and where is it now?"""

from nap.topics import seizures
from nap.web.browser import show

show(seizures)
