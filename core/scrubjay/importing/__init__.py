"""Official files of CMS as tables of packs: read, checked, and written with what they are."""

from scrubjay.importing.errors import FileError
from scrubjay.importing.release import Release, asked_for
from scrubjay.importing.run import READERS, Asked, Progress, import_files
from scrubjay.importing.writing import Imported

__all__ = ["READERS", "Asked", "FileError", "Imported", "Progress", "Release", "asked_for", "import_files"]
