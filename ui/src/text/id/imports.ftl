# Impor
imports-title = Impor
