"""Where are the sites, and what was seen there?"""

from nap.topics import sites
from nap.web.browser import show

show(sites)
