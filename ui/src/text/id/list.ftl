# Daftar
list-apply = Terapkan
list-columns = Kolom
list-contains = Memuat teks
list-filter = Saring
list-from = Dari
list-to = Sampai
list-nothing-found = Tidak ada yang cocok
list-search = Cari di daftar ini
list-select = Pilih baris ini
list-select-all = Pilih semua yang sudah dimuat
list-selected = { $count } dipilih
list-show-all = Tampilkan semua
list-sort-hint = Klik untuk mengurutkan, Shift-klik untuk menambah urutan
list-total = { $count } data
list-unfilter = Lepas saringan ini
list-unselect = Batal pilih
