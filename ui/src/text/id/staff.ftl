# Petugas
staff-title = Petugas
staff-empty = Belum ada petugas
staff-empty-hint = Admin menambahkan petugas di Pengaturan.
staff-role = Peran
staff-zones = Zona
staff-username = Nama login
staff-change = Ubah { $name }
staff-no-tickets = Tidak ada tiket berjalan.
staff-role-change = Sesi { $name } yang sedang terbuka diputus, lalu tersambung lagi dengan peran baru.
