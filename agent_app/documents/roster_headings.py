"""The fields of a member list and the headings offices write over them, in many spellings."""

import re
import unicodedata
from enum import StrEnum
from typing import Final


class RosterField(StrEnum):
    """A column that the import understands. `BIRTH` holds a date or place and date in one cell."""

    NAME = "name"
    NIK = "nik"
    MEMBER_NO = "member_no"
    BIRTH = "birth"
    BIRTH_PLACE = "birth_place"
    SEX = "sex"
    PHONE = "phone"
    ADDRESS = "address"
    VILLAGE = "village"
    DISTRICT = "district"
    OCCUPATION = "occupation"
    INCOME = "income"
    LAST_PAID_MONTH = "last_paid_month"
    JOINED = "joined"
    STATUS = "status"
    BRANCH = "branch"


_SPELLINGS: Final[dict[RosterField, str]] = {
    RosterField.NAME: """
        nama; nama anggota; nama lengkap; nama lengkap anggota; nama peserta; nama calon anggota; nama penduduk
        nama calon peserta; nama pekerja; nama tenaga kerja; nama nasabah; nama sesuai ktp; nm anggota; nm; name
        nama dan gelar; nama petani; nama nelayan; nama pemilik; nama debitur; full name; nama penerima""",
    RosterField.NIK: """
        nik; no nik; nomor nik; no ktp; nomor ktp; ktp; nik ktp; no nik ktp; nik no ktp; no ktp nik; e ktp; no e ktp
        nomor induk kependudukan; no induk kependudukan; nomor induk kependudukan nik; no identitas; nomor identitas
        no kartu identitas; no kartu tanda penduduk; nomor kartu tanda penduduk; id ktp; no identitas ktp; noktp
        no id ktp; no identitas nik; no kependudukan; nomor kependudukan; nomer ktp; nomer nik; no pengenal
        nomor induk kependudukan no ktp""",
    RosterField.MEMBER_NO: """
        no anggota; nomor anggota; nomer anggota; no buku; nomor buku; no buku anggota; nomor buku anggota; nba
        no buku tabungan; nomor induk anggota; no induk anggota; nia; id anggota; kode anggota; no ba; no ang
        no anggota koperasi; nomor anggota koperasi; no cif; cif; no keanggotaan
        nomor keanggotaan; member no; member number; member id; no reg anggota; no nasabah""",
    RosterField.BIRTH: """
        tanggal lahir; tgl lahir; tgl lhr; tanggal lhr; tanggal kelahiran; tgl kelahiran; ttl; t t l; lahir
        tempat tanggal lahir; tempat tgl lahir; tempat dan tanggal lahir; tempat dan tgl lahir; tpt tgl lahir
        tmpt tgl lahir; tmp tgl lahir; tempat tanggal kelahiran; kelahiran; birth date; date of birth; dob
        tempat tgl bln thn lahir; tgl bln thn lahir; tempat dan tanggal kelahiran; tglahir; tpt tanggal lahir
        tempat tgl lhr""",
    RosterField.BIRTH_PLACE: """
        tempat lahir; tpt lahir; tmpt lahir; tmp lahir; tempat kelahiran; kota lahir; place of birth; birth place
        kota kelahiran""",
    RosterField.SEX: """
        jenis kelamin; jk; j k; l p; jns kelamin; kelamin; jenis kelamin l p; jk l p; sex; gender; lk pr; l p jk
        jenkel; jns klmn; pria wanita; laki laki perempuan; lk p; gender l p""",
    RosterField.PHONE: """
        no hp; nomor hp; hp; no handphone; nomor handphone; handphone; telp; no telp; nomor telp; telepon; no telepon
        nomor telepon; telpon; no telpon; tlp; no tlp; no wa; wa; whatsapp; no whatsapp; no hp wa; hp wa; no wa hp
        no telp hp; telp hp; no hp telp; no kontak; kontak; kontak person; phone; mobile; nohp; no ponsel; ponsel
        nomor wa; nomor whatsapp; nomor hp wa; nomor telepon hp; no telepon hp; no hp aktif; nomer hp; contact""",
    RosterField.ADDRESS: """
        alamat; alamat lengkap; alamat ktp; alamat rumah; alamat sesuai ktp; alamat tinggal; tempat tinggal; almt
        alamat tempat tinggal; alamat domisili; domisili; address; alamat anggota; alamat jalan; jalan""",
    RosterField.VILLAGE: """
        desa; kelurahan; desa kel; desa kelurahan; kel desa; kelurahan desa; kel; nama desa; ds kel; ds; village
        nama desa kelurahan; kampung; desa atau kelurahan; desa lurah; kelurahan atau desa""",
    RosterField.DISTRICT: "kecamatan; kec; nama kecamatan; district; distrik; kecamatan distrik",
    RosterField.OCCUPATION: """
        pekerjaan; jenis pekerjaan; profesi; mata pencaharian; pekerjaan utama; pekerjaan saat ini; occupation; kerja
        pekerjaan usaha; usaha pekerjaan; jenis usaha; pekerjaan sekarang; job; bidang pekerjaan; pekerjaan anggota""",
    RosterField.INCOME: """
        penghasilan; penghasilan per bulan; pendapatan; pendapatan per bulan; gaji; upah; penghasilan bulanan; income
        penghasilan rata rata; pendapatan rata rata; upah per bulan; dasar upah; omset; omzet; penghasilan sebulan
        rata rata penghasilan; pendapatan bulanan; penghasilan perbulan; pendapatan perbulan; upah dilaporkan""",
    RosterField.LAST_PAID_MONTH: """
        bulan terakhir dibayar; bulan terakhir bayar; bln terakhir dibayar; terakhir dibayar; terakhir bayar
        bulan iuran terakhir; iuran terakhir; iuran terakhir dibayar; bulan terakhir iuran; bayar terakhir; lunas s d
        pembayaran terakhir; terbayar sampai; dibayar sampai; dibayar s d; lunas sampai; bulan terakhir; last paid
        bulan terakhir dibayarkan; sudah dibayar sampai; iuran dibayar sampai; iuran s d; terbayar s d
        iuran terakhir bulan; dibayar sampai bulan; last paid month; lunas sampai bulan; bulan pembayaran terakhir
        tanggal bayar terakhir; tgl bayar terakhir; tgl terakhir bayar; tanggal terakhir bayar; iuran sampai bulan""",
    RosterField.JOINED: """
        tanggal masuk; tgl masuk; tanggal gabung; tgl gabung; tanggal bergabung; tgl bergabung; tanggal daftar
        tgl daftar; tanggal menjadi anggota; tgl menjadi anggota; tgl masuk anggota; tanggal masuk anggota; masuk
        tanggal anggota; tgl anggota; terdaftar; tanggal terdaftar; joined; join date; tgl jadi anggota; tgl join
        tanggal keanggotaan; menjadi anggota sejak; anggota sejak; tgl keanggotaan; tanggal pendaftaran""",
    RosterField.STATUS: """
        status; status dasar; status anggota; status keanggotaan; status aktif; keadaan; kondisi; status hidup
        status penduduk; status peserta; aktif tidak aktif; aktif tidak; sebab non aktif; sebab tidak aktif
        sebab nonaktif; alasan keluar; alasan non aktif; sebab keluar; status kepesertaan; status data; status terakhir
        hidup mati; status hidup mati; member status""",
    RosterField.BRANCH: """
        cabang; kantor cabang; nama cabang; kode cabang; cab; kcp; kantor kas; unit cabang; branch; kantor pelayanan
        kantor layanan; kantor; nama kantor; tempat pelayanan; tp; kantor cabang pembantu""",
}

_BETWEEN_PARTS = re.compile(r"\s*(?:[/&+|\n,;]|\bdan\b|\batau\b)\s*", re.IGNORECASE)
_OTHERS: Final = frozenset(re.findall(r"\w+", """
    waris ahli suami istri isteri pasangan ibu ayah bapak anak wali saksi penjamin jabatan pengurus petugas agen
    kepala ketua penanggung darurat usaha"""))  # fmt: skip
_OTHER_NUMBERS: Final = frozenset(re.findall(r"\w+", """
    kk keluarga npwp rekening rek kpj suami istri isteri pasangan waris ahli ibu ayah anak sim kitas"""))  # fmt: skip
_REMARKS: Final = frozenset(("keterangan", "ket", "catatan", "status", "sebab", "kondisi", "keadaan", "remark", "note"))
_WORD = re.compile(r"[^\W_]+")
_LEFT_OUT = re.compile(r"\b(d+ m+ y+|d+ b+ t+|h+ b+ t+|y+ m+ d+|t+ b+ h+|m+ y+)\b")
_NOISE: Final = frozenset(
    [
        "anggota",
        "peserta",
        "sesuai",
        "ktp",
        "lengkap",
        "wajib",
        "diisi",
        "isi",
        "rp",
        "rupiah",
        "idr",
        "dalam",
        "per",
        "bulan",
        "bln",
        "koperasi",
        "ksp",
        "kopdit",
        "kartu",
        "penduduk",
        "sekarang",
        "aktif",
        "digit",
        "angka",
        "contoh",
        "pemohon",
        "nasabah",
        "bila",
        "ada",
        "jika",
        "rata",
        "format",
        "tahun",
        "utama",
        "gelar",
        "dan",
        "beserta",
        "dengan",
        "tanpa",
        "huruf",
        "kapital",
        "cetak",
        "besar",
        "akademik",
        "jelas",
        "terang",
    ]
)


def squeezed(heading: str) -> str:
    """A heading without marks, in lower case, single spaces: `Tempat/Tgl. Lahir *` as `tempat tgl lahir`."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return _LEFT_OUT.sub("", " ".join(_WORD.findall(text))).strip()


def _spelling_table() -> dict[str, RosterField]:
    table: dict[str, RosterField] = {}
    for field, spellings in _SPELLINGS.items():
        for spelling in re.split(r"[;\n]", spellings):
            words = spelling.split()
            if words:
                table[" ".join(words)] = field
                table.setdefault("".join(words), field)
    return table


_BY_SPELLING: Final = _spelling_table()


def field_of_heading(heading: str) -> RosterField | None:
    """The field whose known spelling this heading is, letter for letter after squeezing."""
    return _BY_SPELLING.get(squeezed(heading))


def field_of_similar_heading(heading: str) -> RosterField | None:
    """The field once words that explain (`sesuai KTP`, `per bulan`) are left out. `Nama Ibu` stays nobody's."""
    words = squeezed(heading).split()
    kept = [word for word in words if word not in _NOISE]
    without_numbers = [word for word in kept if not word.isdecimal()]
    return _BY_SPELLING.get(" ".join(without_numbers)) if without_numbers else None


def parts_of_double_heading(heading: str) -> tuple[str, ...]:
    """The parts of a heading for two things (`NIK / No. KK`, `Nama & No HP`); none where it is one, or known."""
    if field_of_heading(heading) is not None or field_of_similar_heading(heading) is not None:
        return ()
    parts = tuple(part.strip() for part in _BETWEEN_PARTS.split(heading) if part.strip())
    known = [part for part in parts if field_of_heading(part) or field_of_similar_heading(part)]
    return parts if len(parts) > 1 and known else ()


def names_another_number(heading: str) -> bool:
    """Whether a heading is of a number that is no NIK of the member: a family card, an account, a relative's."""
    return bool(_OTHER_NUMBERS & set(squeezed(heading).split()))


def speaks_of_others(heading: str) -> bool:
    """Whether a heading stands over another person than the member, or an office held: `Ahli Waris`, `Jabatan`."""
    return bool(_OTHERS & set(squeezed(heading).split()))


def is_remark(heading: str) -> bool:
    """Whether a heading is of remarks, where a list may say that somebody left."""
    return bool(_REMARKS & set(squeezed(heading).split()))


def asks_for_place_and_date(heading: str) -> bool:
    """Whether the heading stands for birth place and date together (`TTL`, `Tempat/Tgl Lahir`)."""
    words = squeezed(heading)
    return field_of_heading(heading) is RosterField.BIRTH and (words[:1] == "t" and not words.startswith("tgl"))
