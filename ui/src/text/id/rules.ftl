# Aturan jam SLA: target, jam kerja, hari libur, alasan menunda
rules-sla = SLA
rules-hours = Jam kerja
rules-follow = { $count ->
    [0] Tidak ada tiket berjalan yang perlu dihitung ulang.
   *[other] Perubahan langsung menghitung ulang { $shown } tiket berjalan.
}
# Target
rules-targets = Target waktu
rules-targets-text = Berapa lama tiket boleh berjalan, menurut prioritas tiket dan tingkat layanan paketnya. Tingkat tanpa target sendiri memakai target standar.
rules-level = Tingkat layanan
rules-level-hint = Menentukan target waktu tiketnya; targetnya diatur di tab SLA
rules-level-standard = Standar
rules-priority = Prioritas
rules-target = Selesai dalam
rules-target-hours = Selesai dalam (jam)
rules-response = Mulai ditangani dalam
rules-response-minutes = Mulai ditangani dalam (menit)
rules-response-hint = Kosongkan bila tidak dijanjikan
rules-counted = Jam yang dihitung
rules-counted-hint = Di luar jam ini waktu tidak berjalan
rules-counted-every = 24 jam, setiap hari
rules-counted-usual = Jam kerja utama
rules-in-hours = { $hours } jam
rules-in-minutes = { $minutes } menit
rules-as-standard = seperti standar
rules-target-edit = Ubah target { $priority }, { $level }
rules-target-remove = Pakai target standar
rules-target-removed = Target standar berlaku lagi.
# Alasan menunda
rules-reasons = Alasan menunda
rules-reasons-text = Alasan yang bisa dipilih saat tiket ditunda. Perubahan berlaku untuk penundaan berikutnya; yang sudah dimulai tetap seperti semula.
rules-reason = Alasan
rules-reason-id = Alasan dalam bahasa Indonesia
rules-reason-en = Alasan dalam bahasa Inggris
rules-reason-new = Tambah alasan
rules-reason-edit = Ubah “{ $name }”
rules-reason-clock = Jam SLA
rules-reason-stops = berhenti
rules-reason-runs = tetap jalan
rules-reason-stops-check = Jam SLA berhenti selama menunggu
rules-reason-waiting = Tiket menunggu
rules-reason-stays = Alasan ini selalu ditawarkan.
rules-offered = Ditawarkan
rules-not-offered = Tidak ditawarkan
rules-offer = Tawarkan sebagai pilihan
# Jam kerja
rules-calendars = Kalender jam kerja
rules-calendars-text = Jam SLA hanya berjalan pada jam kerja. Satu hari boleh punya beberapa jam kerja, dan boleh sampai 24:00.
rules-calendar-new = Tambah kalender
rules-calendar-edit = Ubah { $name }
rules-calendar-name = Nama kalender
rules-calendar-default = Utama
rules-calendar-default-check = Jadikan kalender utama
rules-calendar-default-is = Kalender utama. Untuk menggantinya, jadikan kalender lain yang utama.
rules-calendar-week = { $hours } jam per minggu
rules-calendar-targets = { $count ->
    [0] belum dipakai target
   *[other] dipakai { $count } target
}
rules-calendar-used = Masih dipakai target, jadi tidak bisa disimpan sebagai tidak ditawarkan.
rules-day-monday = Senin
rules-day-tuesday = Selasa
rules-day-wednesday = Rabu
rules-day-thursday = Kamis
rules-day-friday = Jumat
rules-day-saturday = Sabtu
rules-day-sunday = Minggu
rules-day-off = libur
rules-hours-hint = Misalnya 08:00-12:00, 13:00-17:00. Kosong berarti libur.
rules-copy-monday = Samakan Selasa–Jumat dengan Senin
# Hari libur
rules-holidays = Hari libur
rules-holidays-text = Pada hari ini jam SLA tidak berjalan, kecuali untuk target 24 jam.
rules-holidays-none = Belum ada hari libur yang akan datang.
rules-holidays-past = { $count } hari libur yang sudah lewat
rules-holiday-new = Tambah hari libur
rules-holiday-edit = Ubah { $name }
rules-holiday-day = Tanggal
rules-holiday-name = Nama hari libur
rules-holiday-for = Berlaku untuk
rules-holiday-all = Semua kalender
rules-holiday-remove = Hapus { $name }
rules-holiday-removed = { $name } bukan hari libur lagi.
# Teks siap pakai
rules-texts = Teks siap pakai
rules-texts-manage = Kelola teks siap pakai
rules-texts-text = Sekali disisipkan, { "{customer}" }, { "{number}" }, dan { "{technician}" } diganti dengan nama pelanggan, nomor tiket, dan nama teknisi.
rules-texts-none = Belum ada teks siap pakai.
rules-text-new = Tambah teks
rules-text-edit = Ubah “{ $name }”
rules-text-title = Judul
rules-text-body = Isi
rules-text-remove = Hapus “{ $name }”
rules-text-removed = Teks “{ $name }” tidak ditawarkan lagi.
rules-texts-gone = Teks yang sudah dihapus ({ $count })
rules-text-restore = Tawarkan lagi
rules-text-back = Kembali ke daftar
# Kategori tiket
rules-categories = Kategori tiket
rules-categories-text = Apa masalahnya, dengan jenis dan prioritas yang biasanya, serta daftar cek yang harus beres sebelum tiket selesai.
rules-category-new = Tambah kategori
rules-category-edit = Ubah “{ $name }”
rules-category-id = Nama dalam bahasa Indonesia
rules-category-en = Nama dalam bahasa Inggris
rules-category-kind = Jenis pekerjaan yang biasanya
rules-category-any = Jenis apa saja
rules-category-priority = Prioritas yang biasanya
rules-checklist = Daftar cek
rules-checklist-text = Daftar cek ikut ke setiap tiket baru. Tiket yang sudah punya daftar tetap memakai daftarnya.
rules-checklist-add = Tambah butir
rules-checklist-line = Butir { $number }
rules-checklist-id = Dalam bahasa Indonesia
rules-checklist-en = Dalam bahasa Inggris
rules-checklist-required = Wajib sebelum tiket selesai
rules-checklist-up = Naikkan butir { $number }
rules-checklist-remove = Hapus butir { $number }
# Hasil penanganan
rules-endings = Hasil penanganan
rules-endings-text = Dipilih saat tiket selesai, untuk menghitung penyebab dan penanganan. Yang sudah dipakai tetap ada di tiketnya.
rules-ending = Cara berakhir
rules-ending-id = Dalam bahasa Indonesia
rules-ending-en = Dalam bahasa Inggris
rules-ending-new = Tambah hasil penanganan
rules-ending-edit = Ubah “{ $name }”
rules-ending-tickets = Tiket
