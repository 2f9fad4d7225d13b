# Imports
imports-title = Imports
