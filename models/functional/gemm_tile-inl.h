// SPDX-License-Identifier: Apache-2.0
// No include guard: the body of the tile kernel, included once for each instruction set, inside a
// namespace of its own and under that set's target attributes. `Isa` says what a vector is:
//   V, kLanes, zero(), load(p), store(p, v), add(a, b), negate(a) (of byte kernels),
//   broadcast(p)  the 4 bytes at p in every lane,
//   dot(sum, w, x)  adds each lane's group product,
//   store_low(p, v)  the low byte of each lane,
//   kBytes  as VectorKernels::bytes.

#if defined(__clang__)
#define VTA_UNROLL _Pragma("unroll")
#else
#define VTA_UNROLL _Pragma("GCC unroll 16")
#endif

/// Few sums would wait for each other: their groups alternate between kSplit independent ones.
constexpr int split_of(int sums) { return sums >= 4 ? 1 : 4 / sums; }

/// What the sums of a slice start from: the corrections of all steps.
template <class Isa, int kVecs>
HWY_INLINE void start_sums(const GemmTile& t,
                           const std::uint8_t* weights,
                           typename Isa::V (&start)[kVecs]) {
    VTA_UNROLL
    for (int v = 0; v < kVecs; ++v) start[v] = Isa::zero();
    if (!Isa::kBytes) return;
    const std::size_t behind = 4 * std::size_t{t.block_out} * t.groups;
    for (std::size_t k = 0; k < t.step_count; ++k) {
        VTA_UNROLL
        for (int v = 0; v < kVecs; ++v)
            start[v] = Isa::add(start[v],
                                Isa::load(weights + t.steps[k].wgt + behind + 4 * v * Isa::kLanes));
    }
}

/// Adds the sums of all rows to where they belong.
template <class Isa, int kVecs, int kRows, int kSplit>
HWY_INLINE void finish_sums(const GemmTile& t,
                            std::uint32_t oc,
                            const typename Isa::V (&sum)[kSplit][kRows][kVecs]) {
    VTA_UNROLL
    for (int r = 0; r < kRows; ++r) {
        VTA_UNROLL
        for (int v = 0; v < kVecs; ++v) {
            typename Isa::V total = sum[0][r][v];
            VTA_UNROLL
            for (int s = 1; s < kSplit; ++s) total = Isa::add(total, sum[s][r][v]);
            const std::size_t at = oc + v * Isa::kLanes;
            if (t.acc == nullptr) {
                Isa::store(t.sums + (r * std::size_t{t.block_out} + at), total);
                continue;
            }
            // Rows may share an accumulator: one after the other.
            total = Isa::add(total, Isa::load(t.acc[r] + 4 * at));
            Isa::store(t.acc[r] + 4 * at, total);
            Isa::store_low(t.out[r] + at, total);
        }
    }
}

/// kRows rows times kVecs vectors of output channels from `oc` on, sums kept in registers.
template <class Isa, int kVecs, int kRows>
void tile_slice(const GemmTile& t, std::uint32_t oc) {
    using V = typename Isa::V;
    constexpr int kSplit = split_of(kVecs * kRows);
    const std::uint8_t* const weights = t.weights + 4 * std::size_t{oc};
    const std::size_t group_bytes = 4 * std::size_t{t.block_out};

    V start[kVecs];
    start_sums<Isa, kVecs>(t, weights, start);
    V sum[kSplit][kRows][kVecs];
    const std::uint8_t* src[kRows];
    VTA_UNROLL
    for (int r = 0; r < kRows; ++r) {
        src[r] = t.src[r];
        VTA_UNROLL
        for (int v = 0; v < kVecs; ++v) {
            sum[0][r][v] = start[v];
            VTA_UNROLL
            for (int s = 1; s < kSplit; ++s) sum[s][r][v] = Isa::zero();
        }
    }

    for (const GemmStep* step = t.steps; step != t.steps + t.step_count; ++step) {
        const std::uint8_t* w = weights + step->wgt;
        std::size_t x = step->src;
        const std::size_t end = x + 4 * std::size_t{t.groups};
        const auto add_group = [&](int s) HWY_ATTR {
            V wgt[kVecs];
            VTA_UNROLL
            for (int v = 0; v < kVecs; ++v) wgt[v] = Isa::load(w + 4 * v * Isa::kLanes);
            VTA_UNROLL
            for (int r = 0; r < kRows; ++r) {
                const V inp = Isa::broadcast(src[r] + x);
                VTA_UNROLL
                for (int v = 0; v < kVecs; ++v) sum[s][r][v] = Isa::dot(sum[s][r][v], wgt[v], inp);
            }
            w += group_bytes;
            x += 4;
        };
        while (kSplit > 1 && x + 4 * kSplit <= end) {
            VTA_UNROLL
            for (int s = 0; s < kSplit; ++s) add_group(s);
        }
        while (x != end) add_group(0);
    }
    finish_sums<Isa, kVecs, kRows, kSplit>(t, oc, sum);
}

template <class Isa, int kVecs, int kRows>
void tile_rows(const GemmTile& t) {
    for (std::uint32_t oc = 0; oc < t.block_out; oc += kVecs * Isa::kLanes)
        tile_slice<Isa, kVecs, kRows>(t, oc);
}

template <class Isa, int kVecs>
void tile_of_width(const GemmTile& t) {
    switch (t.rows) {
        case 1:
            return tile_rows<Isa, kVecs, 1>(t);
        case 2:
            return tile_rows<Isa, kVecs, 2>(t);
        case 3:
            return tile_rows<Isa, kVecs, 3>(t);
        case 4:
            return tile_rows<Isa, kVecs, 4>(t);
        case 5:
            return tile_rows<Isa, kVecs, 5>(t);
        case 6:
            return tile_rows<Isa, kVecs, 6>(t);
        case 7:
            return tile_rows<Isa, kVecs, 7>(t);
        default:
            return tile_rows<Isa, kVecs, 8>(t);
    }
}

/// See VectorKernels::correct.
template <class Isa>
void corrections(std::uint32_t groups, std::uint32_t block_out, std::uint8_t* packed) {
    constexpr std::uint8_t kOffset[4] = {128, 128, 128, 128};
    for (std::uint32_t oc = 0; oc < block_out; oc += Isa::kLanes) {
        std::uint8_t* at = packed + 4 * std::size_t{oc};
        auto sum = Isa::zero();
        for (std::uint32_t g = 0; g < groups; ++g, at += 4 * std::size_t{block_out})
            sum = Isa::dot(sum, Isa::load(at), Isa::broadcast(kOffset));
        Isa::store(at, Isa::negate(sum));
    }
}

#undef VTA_UNROLL
