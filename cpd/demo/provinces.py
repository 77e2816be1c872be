"""The national board and its 38 provincial chapters: Indonesia's provinces since the four new ones of 2022."""

from __future__ import annotations

from typing import NamedTuple

from cpd.demo.values import DemoChapter

NATIONAL = "nasional"

WIB = "Asia/Jakarta"
WIB_KALIMANTAN = "Asia/Pontianak"
WITA = "Asia/Makassar"
WIT = "Asia/Jayapura"


class Province(NamedTuple):
    """`number` is the government's two-digit code of the province; `weight` its share of the demo's members."""

    number: int
    name: str
    time_zone: str
    weight: int

    @property
    def slug(self) -> str:
        return self.name.casefold().replace(" ", "-")


PROVINCES = (
    Province(11, "Aceh", WIB, 60),
    Province(12, "Sumatera Utara", WIB, 95),
    Province(13, "Sumatera Barat", WIB, 60),
    Province(14, "Riau", WIB, 45),
    Province(15, "Jambi", WIB, 30),
    Province(16, "Sumatera Selatan", WIB, 50),
    Province(17, "Bengkulu", WIB, 40),
    Province(18, "Lampung", WIB, 50),
    Province(19, "Kepulauan Bangka Belitung", WIB, 18),
    Province(21, "Kepulauan Riau", WIB, 22),
    Province(31, "DKI Jakarta", WIB, 150),
    Province(32, "Jawa Barat", WIB, 240),
    Province(33, "Jawa Tengah", WIB, 210),
    Province(34, "DI Yogyakarta", WIB, 95),
    Province(35, "Jawa Timur", WIB, 200),
    Province(36, "Banten", WIB, 55),
    Province(51, "Bali", WITA, 60),
    Province(52, "Nusa Tenggara Barat", WITA, 45),
    Province(53, "Nusa Tenggara Timur", WITA, 55),
    Province(61, "Kalimantan Barat", WIB_KALIMANTAN, 30),
    Province(62, "Kalimantan Tengah", WIB_KALIMANTAN, 25),
    Province(63, "Kalimantan Selatan", WITA, 70),
    Province(64, "Kalimantan Timur", WITA, 35),
    Province(65, "Kalimantan Utara", WITA, 10),
    Province(71, "Sulawesi Utara", WITA, 40),
    Province(72, "Sulawesi Tengah", WITA, 28),
    Province(73, "Sulawesi Selatan", WITA, 85),
    Province(74, "Sulawesi Tenggara", WITA, 25),
    Province(75, "Gorontalo", WITA, 22),
    Province(76, "Sulawesi Barat", WITA, 14),
    Province(81, "Maluku", WIT, 24),
    Province(82, "Maluku Utara", WIT, 16),
    Province(91, "Papua", WIT, 22),
    Province(92, "Papua Barat", WIT, 12),
    Province(93, "Papua Selatan", WIT, 9),
    Province(94, "Papua Tengah", WIT, 8),
    Province(95, "Papua Pegunungan", WIT, 6),
    Province(96, "Papua Barat Daya", WIT, 10),
)

CHAPTERS = (
    DemoChapter(NATIONAL, "Dewan Pengurus Pusat", "", WIB, None),
    *(DemoChapter(one.slug, f"DPD {one.name}", one.name, one.time_zone, NATIONAL) for one in PROVINCES),
)
