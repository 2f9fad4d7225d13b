# Registrasi
registrations-title = Registrasi
