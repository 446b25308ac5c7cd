from .corpus import catalog as catalog
from .corpus import load_corpus as load_corpus
from .document import Clause as Clause
from .document import Document as Document
from .errors import PlandiffError as PlandiffError
from .matching.align import Alignment as Alignment
from .matching.align import align as align
