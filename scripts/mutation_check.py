#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plants small faults into copies of the RTL, one at a time, and checks that lockstep with the cycle
model catches each and names the right module.

    scripts/mutation_check.py [--vta PROGRAM] [--programs N] [--seed S] [--only PART]

Prints a table. Exit code 1 if a fault is not caught or its report does not name the module. Needs
Verilator; takes some minutes (each fault is a build of its own).
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent
PROBES = {"CoreProbe.sv", "ErrorProbe.sv", "ReadClientProbe.sv"}

LOADERS = r"core\.(load|compute)\.tensor_load_(uop|inp|wgt|acc)"
PIPELINES = r"core\.compute\.tensor_(gemm|alu)"
QUEUES = r"core\.\w+\.\w+_to_\w+"

# what is wrong, configuration, file, text, text instead, modules that the report may name
FAULTS = [
    ("memory engine grants in the cycle of a last beat", "de10nano", "VmeRead.sv",
     "(free_q != '0) & ~last_beat;", "(free_q != '0);", r"vme\.vme_read"),
    ("memory engine serves the last client first", "de10nano", "VmeRead.sv",
     "for (int unsigned c = NumClients; c > 0; c--) begin\n      if (head_valid[c-1])",
     "for (int unsigned c = 1; c <= NumClients; c++) begin\n      if (head_valid[c-1])",
     r"vme\.vme_read"),
    ("memory engine takes the highest free id", "de10nano", "VmeRead.sv",
     "for (int unsigned i = NumIds; i > 0; i--)", "for (int unsigned i = 1; i <= NumIds; i++)",
     r"vme\.vme_read"),
    ("write engine drops an address bit", "de10nano", "VmeWrite.sv",
     "assign aw_addr_o    = addr_q;", "assign aw_addr_o    = addr_q & ~vta_pkg::MemAddrBits'(64);", r"vme\.vme_write"),
    ("write engine sends the address again after four beats", "de10nano", "VmeWrite.sv",
     "if (w_last_o) state_d = Resp;",
     "if (w_last_o) state_d = Resp; else if (beat_q == 4'd3) state_d = Addr;",
     r"vme\.vme_write"),
    ("a token that meets a pop is lost", "de10nano", "TokenQueue.sv",
     "if (wait_i & ~post_i & (count_q != '0))", "if (wait_i & (count_q != '0))", QUEUES),
    ("one token is always held back", "de10nano", "TokenQueue.sv",
     "assign ready_o = count_q != '0;", "assign ready_o = count_q > CntWidth'(1);", QUEUES),
    ("LOAD wgt pushes no token", "de10nano", "Load.sv",
     "assign post_o    = done & push_next;", "assign post_o    = done & push_next & ~is_wgt;",
     r"core\.load$|core\.compute\.load_to_compute"),
    ("Load does not wait for its token", "de10nano", "Load.sv",
     "head_valid & (~pop_next | token_ready);", "head_valid;",
     r"core\.load$|core\.load\.compute_to_load"),
    ("an ALU instruction pushes no token to Store", "de10nano", "Compute.sv",
     "assign store_post_o = done & push_next;", "assign store_post_o = done & push_next & ~is_alu;",
     r"core\.compute$|core\.store\.compute_to_store"),
    ("Compute pushes to Load for either flag", "de10nano", "Compute.sv",
     "assign load_post_o  = done & push_prev;", "assign load_post_o  = done & (push_prev | push_next);",
     r"core\.compute$|core\.load\.compute_to_load"),
    ("Store does not wait for its token", "de10nano", "Store.sv",
     "head_valid & (~pop_prev | token_ready);", "head_valid;",
     r"core\.store$|core\.store\.compute_to_store"),
    ("Store pushes its token at its start", "de10nano", "Store.sv",
     "assign post_o    = done & push_prev;", "assign post_o    = start & push_prev;",
     r"core\.store$|core\.compute\.store_to_compute"),
    ("a GEMM ends one cycle early", "de10nano", "TensorGemm.sv",
     "assign done_o   = (state_q == Wait) & (in_flight_q == '0);",
     "assign done_o   = (state_q == Wait) & (in_flight_q == 3'd1);", r"core\.compute\.tensor_gemm"),
    ("GEMM reset writes out, too", "de10nano", "TensorGemm.sv",
     "assign out_write_o     = valid_4_q & ~is_reset;", "assign out_write_o     = valid_4_q;",
     r"core\.compute\.tensor_gemm"),
    ("GEMM reads inp where wgt is", "de10nano", "TensorGemm.sv",
     "uop_bits_i[vta_pkg::UopWgtLsb +: WgtIdxBits] + wgt_offset_1_q",
     "uop_bits_i[vta_pkg::UopWgtLsb +: WgtIdxBits] + WgtIdxBits'(inp_offset_1_q)",
     r"core\.compute\.tensor_gemm"),
    ("dot product leaves out the last term", "de10nano", "DotProduct.sv",
     "i < Terms; i++", "i < Terms - 1; i++", r"core\.compute\.tensor_gemm"),
    ("weights have no sign", "de10nano", "DotProduct.sv",
     "32'($signed(wgt_i[", "32'($unsigned(wgt_i[", r"core\.compute\.tensor_gemm"),
    ("an ALU instruction ends one cycle early", "de10nano", "TensorAlu.sv",
     "assign done_o  = (state_q == Wait) & (in_flight_q == '0);",
     "assign done_o  = (state_q == Wait) & (in_flight_q == 3'd1);", r"core\.compute\.tensor_alu"),
    ("MIN compares without signs", "de10nano", "TensorAlu.sv",
     "($signed(a_4_q[i*AccBits +: AccBits]) < $signed(b_4_q[i*AccBits +: AccBits])) ?",
     "(a_4_q[i*AccBits +: AccBits] < b_4_q[i*AccBits +: AccBits]) ?",
     r"core\.compute\.tensor_alu"),
    ("immediates have no sign", "de10nano", "TensorAlu.sv",
     "{{(AccBits-16){imm[15]}}, imm}", "{{(AccBits-16){1'b0}}, imm}",
     r"core\.compute\.tensor_alu"),
    ("shifts to the left are one off", "de10nano", "TensorAlu.sv",
     "(5'd0 - b_4_q", "(5'd1 - b_4_q", r"core\.compute\.tensor_alu"),
    ("the register form reads the destination twice", "de10nano", "TensorAlu.sv",
     "(count_1_q & ~use_imm) ? dst_idx_1 : src_idx_1", "dst_idx_1", r"core\.compute\.tensor_alu"),
    ("the outer loop adds to the inner index", "de10nano", "IndexGenerator.sv",
     "a_d     = a_row_q + a_outer_i;", "a_d     = a_q + a_outer_i;", PIPELINES),
    ("the inner loop runs once more", "de10nano", "IndexGenerator.sv",
     "assign last_inner = inst_i[vta_pkg::Lp1Lsb +: CntBits] - CntBits'(1);",
     "assign last_inner = inst_i[vta_pkg::Lp1Lsb +: CntBits];", PIPELINES),
    ("bottom padding has a row less", "de10nano", "Padder.sv",
     "assign last_bottom = last_middle + ColBits'(ypad_1);",
     "assign last_bottom = last_middle + ColBits'(ypad_1) - ColBits'(ypad_1 > 4'd1);", LOADERS),
    ("rows are padded as if the right pad were none", "de10nano", "Padder.sv",
     "ColBits'(xpad_0) + ColBits'(xpad_1);", "ColBits'(xpad_0);", LOADERS),
    ("read bursts cross their window", "de10nano", "CommandNarrow.sv",
     "(LenBits+1)'(2**LenBits) - (LenBits+1)'(addr_q[BusShift +: LenBits]);",
     "(LenBits+1)'(2**LenBits);", LOADERS),
    ("the stride of a LOAD is a beat too long", "de10nano", "CommandNarrow.sv",
     "assign next_row_addr = row_addr_q + stride;",
     "assign next_row_addr = row_addr_q + stride + AddrBits'(vta_pkg::MemDataBits / 8);", LOADERS),
    ("top padding delays the first command by one more", "de10nano", "CommandNarrow.sv",
     "pad_d      = inst_i[vta_pkg::Ypad0Lsb +: 4];",
     "pad_d      = inst_i[vta_pkg::Ypad0Lsb +: 4] + 4'(inst_i[vta_pkg::Ypad0Lsb +: 4] != 4'd0);",
     LOADERS),
    ("a LOAD ends one cycle early", "de10nano", "TensorLoadNarrow.sv",
     "if (valid_q) in_flight_d = in_flight_d - CntBits'(1);",
     "if (data_valid_i) in_flight_d = in_flight_d - CntBits'(1);", LOADERS),
    ("blocks of a tensor fall on each other", "de10nano", "TensorLoadNarrow.sv",
     "tag_q : block_q + TagBits'(1);", "tag_q : block_q;", LOADERS),
    ("8-bit accumulators have no sign", "de10nano", "AccWriter8.sv",
     "assign extended[32*i +: 32] = {{24{data[8*i+7]}}, data[8*i +: 8]};",
     "assign extended[32*i +: 32] = {24'd0, data[8*i +: 8]};", r"core\.compute\.tensor_load_acc"),
    ("the storer leaves out the bubble", "de10nano", "TensorStoreNarrow.sv",
     "state_d  = Read;", "state_d  = Data;", r"core\.store\.tensor_store"),
    ("the storer steps by xsize", "de10nano", "TensorStoreNarrow.sv",
     "(AddrBits'(inst_i[vta_pkg::XstrideLsb +: 16]) << TensorShift);",
     "(AddrBits'(inst_i[vta_pkg::XsizeLsb +: 16]) << TensorShift);", r"core\.store\.tensor_store"),
    ("the storer skips a tensor", "de10nano", "TensorStoreNarrow.sv",
     "tensor_d = tensor_q + IdxBits'(1);", "tensor_d = tensor_q + IdxBits'(2);",
     r"core\.store(\.tensor_store)?$"),
    ("LOAD acc goes to Load", "de10nano", "Decode.sv",
     "vta_pkg::MemUop, vta_pkg::MemAcc: to_compute_o = 1'b1;",
     "vta_pkg::MemUop: to_compute_o = 1'b1;\n        vta_pkg::MemAcc: to_load_o = 1'b1;",
     r"core\.fetch"),
    ("Fetch reads its second chunk too low", "de10nano", "Fetch64.sv",
     "addr_d  = addr_q + AddrBits'(16 * Chunk);", "addr_d  = addr_q + AddrBits'(16 * Chunk - 16);",
     r"core\.fetch"),
    ("a command queue holds one instruction less", "q8", "Queue.sv",
     "assign enq_ready_o = count_q != CntWidth'(Depth);",
     "assign enq_ready_o = count_q < CntWidth'((Depth > 1) ? Depth - 1 : 1);",
     r"core\.fetch|inst_queue"),
    ("the cycle counter begins at one", "de10nano", "EventCounters.sv",
     "cycles_d     = '0;", "cycles_d     = 32'd1;", r"core\.event_counters|vcr"),
    ("the write counter counts every cycle", "de10nano", "EventCounters.sv",
     "acc_writes_q + 32'(acc_write_i);", "acc_writes_q + 32'd1;", r"core\.event_counters|vcr"),
    ("the acc scratchpad loses the upper half of its index", "de10nano", "Compute.sv",
     "assign acc_write_idx  = gemm_acc_write ? gemm_write_idx : alu_write_idx;",
     "assign acc_write_idx  = gemm_acc_write ? gemm_write_idx : alu_write_idx >> 1;",
     r"core\.compute\.tensor_alu"),
    ("a wide LOAD ends early", "bus128", "TensorLoadWide.sv",
     "(in_flight_q == '0);", "(in_flight_q <= CntBits'(1));", LOADERS),
    ("a wide LOAD forgets a window", "bus256", "CommandWide.sv",
     "(LenBits+1)'(2**LenBits) - (LenBits+1)'(addr_q[BusShift +: LenBits]);",
     "(LenBits+1)'(2**LenBits);", LOADERS + r"|core\.store\.tensor_store|core\.fetch"),
    ("the wide Fetch waits for no data", "bus128", "FetchWide.sv",
     "Read: if (~start & sent & (in_flight_q == '0)) begin",
     "Read: if (~start & sent & (in_flight_q <= FlyBits'(1))) begin", r"core\.fetch"),
    ("the wide storer is early", "bus256", "TensorStoreWide.sv",
     "assign done_o       = (state_q == Ack) & ack_i & sent;",
     "assign done_o       = (state_q == Data) & beat & (left_q == '0) & sent;",
     r"core\.store\.tensor_store"),
]


def make_prefix(folder, vta):
    """A copy of the installed layout, whose RTL can be changed: the program finds it first."""
    (folder / "bin").mkdir(parents=True)
    shutil.copy(vta, folder / "bin" / "vta")
    share = folder / "share" / "vta"
    shutil.copytree(SOURCE / "rtl", share / "rtl")
    # The checkers would stop a run before lockstep sees anything; only what lockstep needs stays.
    for file in (share / "rtl" / "checkers").glob("*.sv"):
        if file.name not in PROBES:
            file.unlink()
    shutil.copytree(SOURCE / "configs", share / "configs")
    (share / "cosim").mkdir()
    for file in [*(SOURCE / "cosim").glob("verilated_*"), SOURCE / "cosim" / "rtl_abi.h"]:
        shutil.copy(file, share / "cosim" / file.name)
    return share / "rtl"


def run(prefix, config, options):
    command = [prefix / "bin" / "vta", "cosim", "--random", str(options.programs), "--seed",
               str(options.seed), "--config", config, "--fail-fast", "--no-shrink"]
    environment = dict(os.environ, VTA_CACHE_DIR=str(prefix / "cache"),
                       SYSTEMC_DISABLE_COPYRIGHT_MESSAGE="1")
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    shutil.rmtree(prefix / "cache", ignore_errors=True)
    return done


def check(fault, prefix, rtl, options):
    """Returns the row of the table and whether all is well."""
    what, config, file, old, new, expected = fault
    path = rtl / file
    original = path.read_text()
    if original.count(old) < 1:
        return [what, file, expected, "-", "the text to change is not there"], False
    path.write_text(original.replace(old, new, 1))
    try:
        done = run(prefix, config, options)
    finally:
        path.write_text(original)
    if done.returncode == 0:
        return [what, file, expected, "-", "NOT CAUGHT"], False
    match = re.search(r"^  module: (.*)$", done.stdout, re.M)
    if done.returncode != 1 or not match:
        lines = (done.stderr or done.stdout).strip().splitlines()
        return [what, file, expected, "-", "error: " + (lines or ["?"])[-1]], False
    modules = re.findall(r"[\w.]+", match.group(1).replace("(or ", ""))
    first = re.search(r"^first divergence: (.*)$", done.stdout, re.M).group(1)
    places = [i for i, module in enumerate(modules) if re.search(expected, module)]
    verdict = "caught" if places and places[0] == 0 else \
        "caught, named as an alternative" if places else "WRONG MODULE"
    return [what, file, ", ".join(modules), first, verdict], bool(places)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--vta", default=SOURCE / "build/release/bin/vta", type=Path)
    parser.add_argument("--programs", default=200, type=int, help="random programs for each fault")
    parser.add_argument("--seed", default=1, type=int)
    parser.add_argument("--only", default="", help="faults whose description or file holds this")
    options = parser.parse_args()
    if not options.vta.exists():
        parser.error(f"{options.vta} is not there; build it or name it with --vta")
    faults = [f for f in FAULTS if options.only in f[0] or options.only in f[2]]
    good = 0
    with tempfile.TemporaryDirectory(prefix="vta-mutation-") as folder:
        prefix = Path(folder)
        rtl = make_prefix(prefix, options.vta)
        for config in sorted({f[1] for f in faults}):
            done = run(prefix, config, argparse.Namespace(programs=20, seed=options.seed))
            if done.returncode != 0:
                sys.exit(f"{config}: the RTL without a fault fails:\n{done.stdout}{done.stderr}")
        print("| fault | file | modules named | first divergence | verdict |")
        print("| --- | --- | --- | --- | --- |")
        for fault in faults:
            row, well = check(fault, prefix, rtl, options)
            good += well
            print("| " + " | ".join(text.replace("|", "/") for text in row) + " |", flush=True)
    print(f"\n{good} of {len(faults)} faults caught with the right module named")
    return 0 if good == len(faults) else 1


if __name__ == "__main__":
    sys.exit(main())
