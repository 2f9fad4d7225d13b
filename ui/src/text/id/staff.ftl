# Petugas
staff-title = Petugas
staff-empty = Belum ada petugas
staff-empty-hint = Admin menambahkan petugas di Pengaturan.
staff-role = Peran
staff-zones = Zona
staff-username = Nama masuk
