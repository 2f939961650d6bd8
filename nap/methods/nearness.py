"""Which places lie near each other on the globe: groups linked by steps of a given length.

Lives here: distances as great circles on a sphere of the mean radius. Does not: know what lies there, nor whose place
is to be kept secret; who asks leaves those out.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import ArrayLike
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

EARTH_KM = 6371.0088  # mean radius (IUGG)
MOST_PAIRS = 20_000_000  # 320 MB; beyond it each place is linked to its nearest alone
NEAREST = 64
CLUSTER_KM = 10.0


def in_space(lon: ArrayLike, lat: ArrayLike) -> np.ndarray:
    """Points on the sphere, in km from its middle; lon, lat in degrees, shape (places,); gives (places, 3)."""
    east, north = np.radians(np.asarray(lon, float)), np.radians(np.asarray(lat, float))
    return EARTH_KM * np.column_stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def chord_km(distance_km: float) -> float:
    """The straight line through the globe between two points so far apart along its surface."""
    return 2 * EARTH_KM * np.sin(distance_km / 2 / EARTH_KM)


def groups(lon: ArrayLike, lat: ArrayLike, within_km: float) -> np.ndarray:
    """The group of each place: two places are in one if a way from place to place leads there in steps of within_km.

    lon, lat: degrees, no unknowns, shape (places,). Gives whole numbers from 0 in the order of the places; a place
    alone is a group of its own. Where more than MOST_PAIRS pairs are near, each place is linked to its NEAREST alone,
    which in so dense a crowd leaves nobody out who is not on the far side of 64 others.
    """
    points = in_space(lon, lat)
    count = len(points)
    if count < 2:
        return np.arange(count)
    tree, reach = cKDTree(points), chord_km(within_km)
    if tree.count_neighbors(tree, reach) <= 2 * MOST_PAIRS:
        one, other = tree.query_pairs(reach, output_type="ndarray").T
    else:
        _, near = tree.query(points, k=NEAREST + 1, distance_upper_bound=reach)
        one, other = np.repeat(np.arange(count), NEAREST + 1), near.ravel()
        one, other = one[other < count], other[other < count]
    graph = coo_matrix((np.ones(len(one), bool), (one, other)), shape=(count, count))
    found = connected_components(graph, directed=False)[1]
    _, first, group = np.unique(found, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first))
    return order[group]


def clusters(rows: pd.DataFrame, plan: Mapping) -> pa.Table:
    """Derived table site_cluster: the places that are not alone within CLUSTER_KM, with their group's first code.

    rows: contaminated_site_code, lon, lat, by code. plan: nothing is asked of it.
    """
    group = groups(rows["lon"], rows["lat"], CLUSTER_KM)
    sizes = np.bincount(group, minlength=1)[group] if len(rows) else group
    first = np.zeros(len(rows), int)
    first[group[::-1]] = np.arange(len(rows))[::-1]
    codes = rows["contaminated_site_code"].to_numpy(object)
    shared = sizes > 1
    return pa.table(
        {
            "contaminated_site_code": pa.array(codes[shared], pa.string()),
            "cluster_code": pa.array(codes[first[group[shared]]] if shared.any() else [], pa.string()),
            "sites_count": pa.array(sizes[shared], pa.int64()),
        }
    )
