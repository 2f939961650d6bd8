"""How do several plans compare?"""

from nap.topics import portfolio
from nap.web.browser import show

show(portfolio)
