"""Domain arithmetic that is not a query: pure functions over values, units in their names; no pack, no drawing.

What stands where:

- mercury: `estimate` (how much is used), `balance` (where it goes), `uncertainty` and `sum_range` (how sure that is),
  `survey` (from a sample of sites to all), `triangulate` (several methods), `plausibility`, `scenario`
- targets: `status` (the verdict), `second_opinions` (by other published methods), `path`, `change`, `headline`
- deadlines: `clocks`; trade: `mirror`, `red_flags`
- measurements: `units`, `guidance`, `censored`, `contamination`; people: `suppression`
- contaminated sites: `soil_exposure`, `risk_matrix`, `site_priority`; places: `nearness`, `overlap`
- what they share: `inputs` (which numbers a method accepts), `values` (reference tables with their sources)
"""

__all__ = [
    "balance",
    "censored",
    "clocks",
    "estimate",
    "guidance",
    "plausibility",
    "scenario",
    "status",
    "units",
    "values",
]
