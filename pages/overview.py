"""Is the plan working?"""

from nap.topics import overview
from nap.web.browser import show

show(overview)
