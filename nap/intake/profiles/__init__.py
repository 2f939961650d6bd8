"""How one publisher's file becomes rows of tables: one file per publisher, and the file is the registration.

Each has ABOUT (one sentence), EXAMPLE (a command), SETTINGS (what --set takes, besides sheet.SETTINGS),
`plan_import(sheet, settings) -> ImportPlan`, and where columns must never be read `is_private(name) -> bool`.
Files are read in file_rows.py, numbers and dates in sheet.py; what profiles share is in import_plan.py; rows are built
and rejected in judging.py.
"""
