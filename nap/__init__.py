"""NAP Monitor: does a country's plan against mercury work?

The folders stand in the order the data goes: tables (the promise), profiles and build (what comes in),
indicators and derived (what is computed), queries (what a view needs), charts and maps (what is drawn),
pages (what is asked). Only main.py, ui/ and pages/ import Streamlit.
"""

__version__ = "0.1.0"
