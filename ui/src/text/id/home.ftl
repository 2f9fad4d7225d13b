# Beranda
home-title = Beranda
home-welcome = Selamat datang, { $name }
home-to-verify = registrasi perlu verifikasi
home-to-approve = registrasi siap disetujui
home-unassigned = tiket belum ditugaskan
home-overdue = tagihan lewat jatuh tempo
home-unpaid = tagihan belum dibayar
home-mine = tiket saya
