// SPDX-License-Identifier: Apache-2.0
#include "cosim/rtl_build.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>

#include "base/error.h"
#include "cosim/rtl_sources.h"
#include "cosim/rtl_tools.h"

namespace vta::cosim {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kJobs = 2;
constexpr const char* kLibrary = "design.so";
constexpr const char* kPrefix = "Vtop";

fs::path cache_folder(const RtlBuildOptions& options) {
    if (!options.cache_dir.empty()) return fs::absolute(options.cache_dir);
    const auto variable = [](const char* name) {
        const char* value = std::getenv(name);
        return value != nullptr ? std::string(value) : std::string();
    };
    if (const std::string named = variable("VTA_CACHE_DIR"); !named.empty())
        return fs::absolute(named);
    if (const std::string home = variable("HOME"); !home.empty())
        return fs::path(home) / ".cache/vta/rtl";
    throw UserError("no place for Verilated designs: set VTA_CACHE_DIR (HOME is not set either)");
}

/// One builder of a design at a time, over all processes.
class BuildLock {
  public:
    explicit BuildLock(const fs::path& file)
        : fd_(::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666)) {
        if (fd_ < 0) throw IoError(file.string(), "cannot be written; set VTA_CACHE_DIR");
        while (::flock(fd_, LOCK_EX) != 0 && errno == EINTR) {
        }
    }
    ~BuildLock() { ::close(fd_); }
    BuildLock(const BuildLock&) = delete;
    BuildLock& operator=(const BuildLock&) = delete;

  private:
    int fd_;
};

/// The steps of one build, in a folder of its own that becomes the cache entry at the end.
class Builder {
  public:
    Builder(const isa::HardwareConfig& config,
            const RtlBuildOptions& options,
            const RtlTools& tools,
            const RtlSources& sources)
        : config_(config), options_(options), tools_(tools), sources_(sources) {}

    /// Tells designs apart by everything that goes into them.
    std::string key() const;
    void build(const fs::path& folder);

  private:
    Command verilate_options() const;
    Command verilate_command() const;
    Command compile_command(const fs::path& source) const;
    std::vector<fs::path> sources_to_compile() const;
    void compile_all(const std::vector<fs::path>& sources);
    void link(const std::vector<fs::path>& sources);
    void say(const std::string& text) {
        if (options_.progress) options_.progress(text);
    }

    const isa::HardwareConfig& config_;
    const RtlBuildOptions& options_;
    const RtlTools& tools_;
    const RtlSources& sources_;
    fs::path folder_;
};

std::string Builder::key() const {
    ContentHash hash;
    hash.add(tools_.verilator_version);
    hash.add(tools_.compiler + tools_.compiler_version);
    hash.add(to_text(verilate_options()));
    hash.add(to_text(compile_command("x.cpp")));
    hash.add(sources_.package);
    for (const auto* files : {&sources_.settings, &sources_.files, &sources_.wrapper})
        for (const fs::path& file : *files) hash.add(file.filename().string() + read_text(file));
    return hash.digits();
}

Command Builder::verilate_options() const {
    Command command{tools_.verilator,
                    "--cc",
                    "--no-timing",
                    "-O3",
                    "--prefix",
                    kPrefix,
                    "--top-module",
                    options_.top,
                    "--Mdir",
                    "obj"};
    if (options_.assertions) command.push_back("--assert");
    if (options_.trace) command.push_back("--trace-fst");
    if (options_.coverage) command.insert(command.end(), {"--coverage-line", "--coverage-toggle"});
    if (sources_.own)
        command.insert(command.end(), {"--x-initial", "unique"});
    else  // what others wrote is not ours to judge
        command.insert(command.end(),
                       {"-Wno-fatal",
                        "-Wno-lint",
                        "-Wno-style",
                        "-Wno-WIDTH",
                        "-Wno-UNOPTFLAT",
                        "-Wno-BLKANDNBLK",
                        "-Wno-MULTITOP",
                        "-Wno-TIMESCALEMOD"});
    return command;
}

Command Builder::verilate_command() const {
    Command command = verilate_options();
    for (const fs::path& file : sources_.settings) command.push_back(file.string());
    if (!sources_.package.empty()) command.emplace_back("vta_pkg.sv");
    for (const fs::path& file : sources_.files) command.push_back(file.string());
    return command;
}

Command Builder::compile_command(const fs::path& source) const {
    const auto flag = [](bool on) { return on ? std::string("=1") : std::string("=0"); };
    // Constructors, settling and tracing set-up run once.
    const bool slow = source.stem().string().find("__Slow") != std::string::npos ||
                      source.stem().string().find("__Syms") != std::string::npos;
    Command command;
    if (!tools_.ccache.empty()) command.push_back(tools_.ccache);
    command.insert(command.end(),
                   {tools_.compiler,
                    "-std=c++17",
                    slow ? "-O0" : "-O2",
                    "-fPIC",
                    "-fvisibility=hidden",
                    "-w"});
    if (!tools_.clang) command.emplace_back("-fno-gnu-unique");
    command.insert(
        command.end(),
        {"-include",
         "cosim/verilated_print.h",
         "-DVL_USER_FINISH",
         "-DVL_USER_STOP",
         "-DVL_USER_FATAL",
         "-DVM_SC=0",
         "-DVM_COVERAGE" + flag(options_.coverage),
         "-DVM_TRACE" + flag(options_.trace),
         "-DVM_TRACE_FST" + flag(options_.trace),
         "-DVM_TRACE_VCD=0",
         "-DVTA_RTL_PROBE" + flag(sources_.own),
         "-DVTA_RTL_TRACE" + flag(options_.trace),
         "-DVTA_RTL_COVERAGE" + flag(options_.coverage),
         "-DVTA_RTL_ADDRESS_BITS=" + std::to_string(config_.parameters().memory_address_bits),
         "-I.",
         "-Iobj",
         "-I" + tools_.verilator_include,
         "-I" + tools_.verilator_include + "/vltstd",
         "-c",
         source.string(),
         "-o",
         source.stem().string() + ".o"});
    return command;
}

// Verilator's files, its runtime as its makefile names it, our wrapper; the largest first, so that
// two jobs end together.
std::vector<fs::path> Builder::sources_to_compile() const {
    std::vector<fs::path> sources;
    for (const auto& entry : fs::directory_iterator(folder_ / "obj"))
        if (entry.path().extension() == ".cpp") sources.push_back("obj" / entry.path().filename());
    std::istringstream makefile(
        read_text(folder_ / "obj" / (std::string(kPrefix) + "_classes.mk")));
    std::string word;
    while (makefile >> word)
        if (word.rfind("verilated", 0) == 0)
            sources.push_back(fs::path(tools_.verilator_include) / (word + ".cpp"));
    sources.emplace_back("cosim/verilated_wrapper.cpp");
    std::sort(sources.begin(), sources.end(), [this](const fs::path& a, const fs::path& b) {
        const auto weight = [this](const fs::path& file) {
            return std::make_pair(fs::file_size(folder_ / file), file.string());
        };
        return weight(a) > weight(b);
    });
    return sources;
}

void Builder::compile_all(const std::vector<fs::path>& sources) {
    std::size_t next = 0;
    std::exception_ptr error;
    std::mutex mutex;
    const auto work = [&] {
        for (;;) {
            std::size_t mine = 0;
            {
                const std::lock_guard<std::mutex> lock(mutex);
                if (next == sources.size() || error) return;
                mine = next++;
                say("compiling " + std::to_string(mine + 1) + "/" + std::to_string(sources.size()));
            }
            try {
                run_tool(compile_command(sources[mine]),
                         folder_,
                         folder_ / (sources[mine].stem().string() + ".log"),
                         "cannot compile the Verilated RTL");
            } catch (...) {
                const std::lock_guard<std::mutex> lock(mutex);
                if (!error) error = std::current_exception();
            }
        }
    };
    std::vector<std::thread> helpers;
    for (unsigned i = 1; i < kJobs; ++i) helpers.emplace_back(work);
    work();
    for (std::thread& helper : helpers) helper.join();
    if (error) std::rethrow_exception(error);
}

void Builder::link(const std::vector<fs::path>& sources) {
    Command command{tools_.compiler, "-shared", "-Wl,-Bsymbolic", "-o", kLibrary};
    for (const fs::path& source : sources) command.push_back(source.stem().string() + ".o");
    command.emplace_back("-pthread");
    if (options_.trace) command.emplace_back("-lz");
    run_tool(command, folder_, folder_ / "link.log", "cannot link the Verilated RTL");
}

void Builder::build(const fs::path& folder) {
    folder_ = folder;
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "cosim");  // so that includes read as in the source tree
    for (const fs::path& file : sources_.wrapper)
        fs::copy_file(file, folder_ / "cosim" / file.filename());
    if (!sources_.package.empty()) std::ofstream(folder_ / "vta_pkg.sv") << sources_.package;
    say("verilating");
    run_tool(verilate_command(), folder_, folder_ / "verilate.log", "cannot verilate the RTL");
    const std::vector<fs::path> sources = sources_to_compile();
    compile_all(sources);
    say("linking");
    link(sources);
    // The sources stay for whoever wants to look; objects are only large.
    for (const fs::path& source : sources) fs::remove(folder_ / (source.stem().string() + ".o"));
}

}  // namespace

std::string build_rtl(const isa::HardwareConfig& config, const RtlBuildOptions& options) {
    const RtlTools tools = find_rtl_tools();
    const RtlSources sources = find_rtl_sources(config, options);
    Builder builder(config, options, tools, sources);
    const fs::path cache = cache_folder(options);
    const std::string key = builder.key();
    const fs::path library = cache / key / kLibrary;
    if (fs::exists(library)) return library.string();

    std::error_code error;
    fs::create_directories(cache, error);
    if (error) throw IoError(cache.string(), "cannot be created; set VTA_CACHE_DIR");
    const BuildLock lock(cache / (key + ".lock"));
    if (fs::exists(library)) return library.string();  // somebody else built it meanwhile
    const fs::path folder = cache / (key + ".building");
    builder.build(folder);
    fs::remove_all(cache / key);
    fs::rename(folder, cache / key);  // a cache entry is complete or not there
    return library.string();
}

}  // namespace vta::cosim
