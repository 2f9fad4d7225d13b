# Registrations
registrations-title = Registrations
