"""What are these figures made of?"""

from nap.topics import data
from nap.web.browser import show

show(data)
