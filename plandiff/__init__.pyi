from .analysis.commitment.change import commitment_change as commitment_change
from .analysis.commitment.change import commitment_shift as commitment_shift
from .analysis.commitment.table import commitment as commitment
from .analysis.commitment.table import (
    commitment_sentences as commitment_sentences,
)
from .analysis.diff.lineage import flow_table as flow_table
from .analysis.diff.lineage import lineage_table as lineage_table
from .analysis.diff.lineage import trace as trace
from .analysis.diff.table import diff_summary as diff_summary
from .analysis.diff.table import diff_table as diff_table
from .analysis.indicators.ledger import ledger as ledger
from .analysis.indicators.table import indicator_table as indicator_table
from .analysis.measures.distance import plan_distance as plan_distance
from .analysis.measures.novelty import novelty as novelty
from .analysis.measures.takenover import text_taken_over as text_taken_over
from .analysis.redlines.redline import Redline as Redline
from .analysis.redlines.redline import redline as redline
from .analysis.substance.table import substance_table as substance_table
from .analysis.terms.keyness import keyness as keyness
from .analysis.terms.phrases import discover_terms as discover_terms
from .analysis.terms.topics import TopicOptions as TopicOptions
from .analysis.terms.topics import find_topics as find_topics
from .analysis.themes.codebook import Codebook as Codebook
from .analysis.themes.coding_error import theme_prevalence as theme_prevalence
from .analysis.themes.decomposition import (
    theme_decomposition as theme_decomposition,
)
from .analysis.themes.drilling import drill as drill
from .analysis.themes.equivalence import (
    theme_equivalence as theme_equivalence,
)
from .analysis.themes.loading import load_codebook as load_codebook
from .analysis.themes.sensitivity import (
    theme_sensitivity as theme_sensitivity,
)
from .analysis.themes.shares import theme_shares as theme_shares
from .analysis.themes.shares import theme_shift as theme_shift
from .corpus.collection import catalog as catalog
from .corpus.collection import load_corpus as load_corpus
from .corpus.intake import add as add
from .corpus.intake import fetch as fetch
from .document import Clause as Clause
from .document import Document as Document
from .errors import PlandiffError as PlandiffError
from .evaluation.scores import evaluate as evaluate
from .matching.align import align as align
from .matching.alignment import Alignment as Alignment
from .matching.options import AlignOptions as AlignOptions
from .matching.saving import load as load
from .matching.saving import save as save
from .output.citation import cite as cite
from .output.jupyter.view import view as view
from .output.pages.report import write_report as write_report
from .output.pages.series import write_series as write_series
from .output.plots.alignment import plot_alignment as plot_alignment
from .output.plots.alignment import plot_explanation as plot_explanation
from .output.plots.commitment import plot_commitment as plot_commitment
from .output.plots.decomposition import (
    plot_theme_decomposition as plot_theme_decomposition,
)
from .output.plots.diffusion import plot_diffusion as plot_diffusion
from .output.plots.diffusion import plot_network as plot_network
from .output.plots.evaluation import plot_reliability as plot_reliability
from .output.plots.flows import plot_flows as plot_flows
from .output.plots.indicators import plot_indicators as plot_indicators
from .output.plots.lineage import plot_lineage as plot_lineage
from .output.plots.lineage import plot_origins as plot_origins
from .output.plots.presence import plot_theme_presence as plot_theme_presence
from .output.plots.resonance import plot_resonance as plot_resonance
from .output.plots.series import (
    plot_term_trajectories as plot_term_trajectories,
)
from .output.plots.series import plot_theme_shares as plot_theme_shares
from .output.plots.terms import plot_keyness as plot_keyness
from .output.plots.terms import plot_term_themes as plot_term_themes
from .output.plots.themes import plot_theme_shift as plot_theme_shift
from .output.replication.verifying import verify as verify
from .output.replication.writing import bundle as bundle
from .output.writers.ruled import write_table as write_table
from .output.writers.tables import write_diff as write_diff
from .reading.parsing import parse_document as parse_document
from .reading.reader import read_document as read_document
from .scale.collection import read_documents as read_documents
from .scale.concordance import kwic as kwic
from .scale.pairs import align_many as align_many
from .scale.passages import passages as passages
from .scale.reuse import reuse as reuse
