"""The association's name, what it certifies, and the series its events belong to."""

from __future__ import annotations

from cpd.demo.values import Bilingual, DemoProgramme, DemoSeries

ASSOCIATION = Bilingual("Ikatan Pekerja Sosial Contoh", "Example Association of Social Workers")

PROGRAMME = DemoProgramme(
    code="STR-PEKSOS",
    titles=Bilingual("Surat Tanda Registrasi Pekerja Sosial", "Social Worker Registration Certificate"),
    pack="contoh-id",
)

WORLD_DAY = DemoSeries(
    slug="hari-pekerjaan-sosial-sedunia",
    titles=Bilingual("Hari Pekerjaan Sosial Sedunia", "World Social Work Day"),
    description=Bilingual(
        "Satu rangkaian webinar, lokakarya, bakti sosial, cerdas cermat, dan jambore bersama seluruh DPD.",
        "A run of webinars, workshops, social action, a quiz contest and a jamboree, held together with all chapters.",
    ),
)

SERIES = (WORLD_DAY,)
