# Faults
fault-invalid = Please check the marked fields.
fault-not-found = This record does not exist, or it is not yours to see.
fault-conflict = Somebody was faster: the record has changed in the meantime.
fault-forbidden = Your role may not do this.
fault-offline = The database cannot be reached. Nothing is lost; we keep trying.
fault-outside = Another service did not answer.
fault-signed-out = Your session has ended. Please sign in again.
fault-internal = Something went wrong on our side. Please try again; if it stays, send us the reference.

# Problems
problem-page-range = A page holds 1 to { $max } rows.
