"""PD-L1 and flow cytometry against a second reading of their rules (TIS-01..03, FLO-02..04)."""

from hypothesis import given
from hypothesis import strategies as st

from trialwright.instruments.flow_cytometry import derive_t_cells
from trialwright.instruments.pdl1 import score_pdl1

cells = st.one_of(st.integers(0, 250), st.sampled_from((99, 100)))
events = st.one_of(st.integers(0, 3000), st.sampled_from((499, 500)))


@given(cells, cells, cells)
def test_pdl1_is_its_definition(tumour, immune, viable):
    found = score_pdl1(pdl1_pos_tumour=tumour, pdl1_pos_lympho_macro=immune, viable_tumour=viable)
    if tumour > viable:
        assert (found.status, found.tps, found.cps) == ("ERR", None, None)
    elif viable < 100:
        assert (found.status, found.tps, found.cps) == ("INADEQUATE", None, None)
    else:
        assert found.status == "OK"
        assert found.tps * viable == tumour * 100
        assert found.cps == 100 or found.cps * viable == (tumour + immune) * 100
        assert found.cps <= 100
        assert (found.cps == 100) == (tumour + immune >= viable)


@given(st.integers(0, 100), events, events, events, events)
def test_flow_is_its_definition(viability, lymphocytes, cd3, cd8, pd1):
    found = derive_t_cells(
        viability_pct=viability,
        lymphocytes=lymphocytes,
        cd3_pos=cd3,
        cd8_pos=cd8,
        cd8_pd1_pos=pd1,
        anti_pd1_therapy=False,
    )
    if not pd1 <= cd8 <= cd3 <= lymphocytes:
        assert found.status == "ERR"
    elif viability < 70 or cd8 < 500:
        assert found.status == "INADEQUATE"
    else:
        assert found.status == "OK"
        assert found.cd8_of_cd3 * cd3 == cd8 * 100
        assert found.pd1_of_cd8 * cd8 == found.pd1_of_cd3 * cd3 == pd1 * 100
        assert found.pd1_of_lymphocytes * lymphocytes == pd1 * 100


@given(
    st.lists(
        st.one_of(st.none(), st.sampled_from((400, 499, 500, 501, 900))), min_size=4, max_size=4
    ),
    st.sampled_from((None, 69, 70)),
)
def test_a_missing_count_never_makes_a_sample_good_and_a_known_fault_stays(counts, viability):
    def status(gates, percent):
        return derive_t_cells(
            viability_pct=percent,
            lymphocytes=gates[0],
            cd3_pos=gates[1],
            cd8_pos=gates[2],
            cd8_pd1_pos=gates[3],
            anti_pd1_therapy=False,
        ).status

    found = status(counts, viability)
    best = [900 if gate is None else gate for gate in counts[:3]]
    best.append(0 if counts[3] is None else counts[3])
    if found == "OK":
        assert None not in (*counts, viability)
    if found == "ERR":
        known = [gate for gate in counts if gate is not None]
        assert known != sorted(known, reverse=True)
    if found is None:
        assert None in (*counts, viability)
