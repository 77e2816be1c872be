"""Zoom's column titles in the languages seen in reports, in the form of `integrations.sheets.cells.header`."""

from __future__ import annotations

from collections.abc import Sequence

_TITLES: dict[str, tuple[str, ...]] = {
    "name": (
        "name(original name)",
        "user name(original name)",
        "user name",
        "nama(nama asli)",
        "nama pengguna(nama asli)",
        "nama pengguna",
        "名前(元の名前)",
        "nombre(nombre original)",
        "nombre de usuario(nombre original)",
        "nombre de usuario",
    ),
    "first_name": ("first name", "nama depan", "nombre"),
    "last_name": ("last name", "nama belakang", "apellido"),
    # The wording of the e-mail column tells Zoom's two generations of reports apart.
    "user_email": ("user email", "email pengguna", "ユーザーメール", "e-mail de usuario"),
    "email": ("email", "correo electrónico", "メール"),
    "join": ("join time", "waktu bergabung", "参加時刻", "hora de entrada"),
    "leave": ("leave time", "waktu keluar", "退出時刻", "hora de salida"),
    "minutes": (
        "duration(minutes)",
        "time in session(minutes)",
        "durasi(menit)",
        "waktu dalam sesi(menit)",
        "所要時間(分)",
        "duración(minutos)",
        "tiempo en sesión(minutos)",
    ),
    # Zoom's Indonesian title really ends in a stray s.
    "total_minutes": (
        "total duration(minutes)",
        "total durasi(menit)",
        "total durasi(menit)s",
        "合計所要時間(分)",
        "duración total(minutos)",
    ),
    "guest": ("guest", "is guest", "tamu", "ゲスト", "invitado"),
    "consent": ("recording consent", "consent"),
    "disclaimer": ("recording disclaimer response", "respons penafian rekaman"),
    "waiting": ("in waiting room", "di ruang tunggu", "待機室", "en sala de espera"),
    "attentiveness": ("attentiveness score",),
    "attended": ("attended", "hadir", "asistió"),
    "registered_at": ("registration time", "waktu pendaftaran"),
    "submitted_at": ("submitted date/time",),
    "number": ("#", "#/id"),
    "topic": ("topic", "topik", "tema", "トピック"),
    "meeting_id": ("meeting id", "webinar id", "id", "id rapat", "ミーティングid"),
    "host": ("host", "nama host", "anfitrión"),
    "starts_at": ("start time", "actual start time", "waktu mulai", "hora de inicio", "開始時刻"),
    "ends_at": ("end time", "waktu berakhir", "hora de finalización", "終了時刻"),
    "participants": ("participants", "peserta", "participantes", "参加者"),
    "total_users": ("total users",),
    "unique_viewers": ("unique viewers",),
    "generated_at": ("report generated:", "report generated time", "report generated time:"),
}
COLUMNS = {title: column for column, titles in _TITLES.items() for title in titles}

SECTIONS = {
    "host details": "host",
    "panelist details": "panelist",
    "attendee details": "attendee",
    "other attended": "phone",
}
"""First cells of the title rows of a webinar report -> the role of the people below."""


def columns_of(headers: Sequence[str]) -> list[str]:
    """Our word for each normalised header cell, "" for an unknown one: a custom question, a newer column."""
    return [COLUMNS.get(one, "") for one in headers]
