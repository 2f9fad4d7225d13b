# Petugas
staff-title = Petugas
staff-empty = Belum ada petugas
staff-empty-hint = Admin menambahkan petugas di Pengaturan.
staff-role = Peran
staff-zones = Zona
staff-username = Nama masuk
staff-change = Ubah { $name }
staff-role-change = Sesi { $name } yang sedang terbuka diputus, lalu tersambung lagi dengan peran baru.
