// SPDX-License-Identifier: Apache-2.0
#include "sim/network_gunzip.h"

#include <zlib.h>

#include "base/error.h"

namespace vta::sim {

namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 30;
constexpr std::size_t kChunkBytes = std::size_t{1} << 20;

struct Inflater {
    Inflater() {
        constexpr int kGzip = 16 + MAX_WBITS;
        ready = inflateInit2(&stream, kGzip) == Z_OK;
    }
    ~Inflater() {
        if (ready) inflateEnd(&stream);
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    z_stream stream = {};
    bool ready = false;
};

}  // namespace

std::vector<std::uint8_t> gunzip_if_packed(std::vector<std::uint8_t> bytes,
                                           const std::string& name) {
    if (bytes.size() < 2 || bytes[0] != 0x1f || bytes[1] != 0x8b) return bytes;
    Inflater inflater;
    VTA_CHECK(inflater.ready, "zlib cannot begin");
    std::vector<std::uint8_t> out;
    inflater.stream.next_in = bytes.data();
    inflater.stream.avail_in = static_cast<uInt>(bytes.size());
    int state = Z_OK;
    while (state == Z_OK) {
        const std::size_t begin = out.size();
        if (begin >= kMaxBytes) throw UserError(name + ": unpacks to more than 1 GiB");
        out.resize(begin + kChunkBytes);
        inflater.stream.next_out = out.data() + begin;
        inflater.stream.avail_out = kChunkBytes;
        state = inflate(&inflater.stream, Z_NO_FLUSH);
        out.resize(begin + kChunkBytes - inflater.stream.avail_out);
    }
    if (state != Z_STREAM_END) throw UserError(name + ": damaged gzip file");
    return out;
}

}  // namespace vta::sim
