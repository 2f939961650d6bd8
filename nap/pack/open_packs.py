"""How many packs are open at once, and how much memory they may take together.

A pack is a handle: it holds a database only while it is among those used last, and makes it anew from what is kept when
it is asked again. So a session, or a download of an idle tab, may hold a pack for hours and costs nothing.
"""

import threading
import weakref
from collections import OrderedDict

MOST_OPEN = 4
MEMORY_PCT = 80  # of the machine's memory, what DuckDB takes at most by itself; all open packs share it
LIMIT = f"{MEMORY_PCT // MOST_OPEN}%"


class OpenPacks:
    """The packs whose databases are open, the one used last is last; beyond `most` the oldest lets its database go."""

    def __init__(self, most: int = MOST_OPEN) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._used: OrderedDict[int, weakref.ref] = OrderedDict()

    def use(self, pack) -> None:
        """Note that a pack is being used. A query that runs in one that is let go ends as if nothing had happened."""
        with self._lock:
            self._used[id(pack)] = weakref.ref(pack)
            self._used.move_to_end(id(pack))
            gone = [key for key, held in self._used.items() if held() is None]
            for key in gone:
                del self._used[key]
            while len(self._used) > self.most:
                _, oldest = self._used.popitem(last=False)
                if (held := oldest()) is not None:
                    held.close()

    def __len__(self) -> int:
        return sum(held() is not None for held in self._used.values())


OPEN = OpenPacks()
