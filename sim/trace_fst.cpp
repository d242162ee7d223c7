// SPDX-License-Identifier: Apache-2.0
// Waveforms in the format FST, through the writer that Verilator installs (cmake/VtaFst.cmake).
#include <fstapi.h>

#include <cstring>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "sim/trace_waves.h"
#include "sim/trace_writer.h"

namespace vta::sim {

namespace {

std::vector<fstHandle> create_variables(void* file, const Waves& waves) {
    std::vector<fstHandle> handles;
    std::string scope;
    for (const Wave& wave : waves.waves) {
        if (wave.scope != scope) {
            if (!scope.empty()) fstWriterSetUpscope(file);
            fstWriterSetScope(file, FST_ST_VCD_MODULE, wave.scope.c_str(), nullptr);
            scope = wave.scope;
        }
        const bool text = wave.bits == 0;
        handles.push_back(fstWriterCreateVar(file,
                                             text ? FST_VT_GEN_STRING : FST_VT_VCD_INTEGER,
                                             FST_VD_IMPLICIT,
                                             text ? 0 : static_cast<std::uint32_t>(wave.bits),
                                             wave.name.c_str(),
                                             0));
    }
    fstWriterSetUpscope(file);
    return handles;
}

void emit(void* file, fstHandle handle, const Wave& wave, const WaveChange& change) {
    if (change.text != nullptr)
        fstWriterEmitVariableLengthValueChange(
            file, handle, change.text, static_cast<std::uint32_t>(std::strlen(change.text)));
    else
        fstWriterEmitValueChange64(
            file, handle, static_cast<std::uint32_t>(wave.bits), change.number);
}

}  // namespace

bool fst_available() { return true; }

void write_fst(const ReportCollector& collector, const std::string& path) {
    const std::unique_ptr<void, void (*)(void*)> file(fstWriterCreate(path.c_str(), 1),
                                                      fstWriterClose);
    if (!file) throw IoError(path, "cannot write the file");
    fstWriterSetPackType(file.get(), FST_WR_PT_LZ4);
    fstWriterSetTimescale(file.get(), -9);
    // The date would make equal runs differ.
    fstWriterSetDate(file.get(), "-");
    fstWriterSetVersion(file.get(), "vta");
    fstWriterSetComment(file.get(),
                        fmt::format("clock {} MHz; a step is a cycle; {}",
                                    collector.config().parameters().clock_mhz,
                                    describe_resolution(collector.trace()))
                            .c_str());
    const Waves waves = make_waves(collector);
    const std::vector<fstHandle> handles = create_variables(file.get(), waves);
    cycle::Cycle at = -1;
    for (const WaveChange& change : waves.changes) {
        if (change.cycle != at)
            fstWriterEmitTimeChange(file.get(), static_cast<std::uint64_t>(change.cycle));
        at = change.cycle;
        emit(file.get(), handles[change.wave], waves.waves[change.wave], change);
    }
    if (at < waves.end) fstWriterEmitTimeChange(file.get(), static_cast<std::uint64_t>(waves.end));
    fstWriterFlushContext(file.get());
    if (fstWriterGetFseekFailed(file.get()) != 0) throw IoError(path, "cannot write the file");
}

}  // namespace vta::sim
