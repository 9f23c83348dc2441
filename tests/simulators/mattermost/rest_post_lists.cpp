// Posts of a channel and of a thread.
#include "tests/simulators/mattermost/handlers.hpp"
#include "tests/simulators/mattermost/identifier.hpp"

#include <charconv>
#include <optional>

namespace mostik::simulators::mattermost::handlers {

namespace {

constexpr int default_per_page = 60;
constexpr int max_per_page = 200;

template <class Number>
std::optional<Number> number(const std::string& text) {
    Number value = 0;
    const auto* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
    return value;
}

Json page_json(const World& world, const PostPage& page) {
    Json posts = Json::object();
    auto& members = posts.get_ref<Json::object_t&>();
    for (const auto* post : page.posts) {
        const auto replies = page.counts_replies ? world.reply_count(*post) : 0;
        members.push_back({post->id, world.post_json(*post, replies)});
    }
    return {{"order", page.order},
            {"posts", std::move(posts)},
            {"next_post_id", page.next_post_id},
            {"prev_post_id", page.prev_post_id},
            {"has_next", page.has_next}};
}

}  // namespace

Response channel_posts(Call& call) {
    const auto& request = call.request;
    const auto& channel_id = call.param("channel_id");
    PageRequest page;
    page.after = request.parameter("after");
    page.before = request.parameter("before");
    page.skip_fetch_threads = request.parameter("skipFetchThreads") == "true";
    if (!page.after.empty() && !is_valid_id(page.after))
        return refused(call, errors::invalid_body_param("after"));
    if (!page.before.empty() && !is_valid_id(page.before)) {
        return refused(call, errors::invalid_body_param("before"));
    }
    Milliseconds since = 0;
    if (const auto text = request.parameter("since"); !text.empty()) {
        const auto parsed = number<Milliseconds>(text);
        if (!parsed) return refused(call, errors::invalid_body_param("since"));
        since = *parsed;
    }
    if (!may_read_posts(call, channel_id)) return refused(call, errors::permissions());
    if (since > 0) return json_response(200, page_json(call.world, call.world.since(channel_id, since)));

    page.page = std::max(number<int>(request.parameter("page")).value_or(0), 0);
    page.per_page = number<int>(request.parameter("per_page")).value_or(default_per_page);
    if (page.per_page < 0) page.per_page = default_per_page;
    page.per_page = std::min(page.per_page, max_per_page);

    const auto etag = call.world.etag(channel_id);
    Response response;
    if (request.header("if-none-match") == etag) {
        response.status = 304;
    } else {
        response = json_response(200, page_json(call.world, call.world.page(channel_id, page)));
    }
    response.headers.emplace_back("Etag", etag);
    return response;
}

Response post_thread(Call& call) {
    const auto& request = call.request;
    ThreadRequest thread;
    thread.direction = request.parameter("direction");
    thread.from_post = request.parameter("fromPost");
    const auto from_create_at = request.parameter("fromCreateAt");
    if (const auto text = request.parameter("perPage"); !text.empty()) {
        thread.per_page = number<int>(text);
        if (!thread.per_page || *thread.per_page < 0 || *thread.per_page > max_per_page) {
            return refused(call, errors::invalid_body_param("perPage"));
        }
    }
    if (!thread.direction.empty() && thread.direction != "up" && thread.direction != "down") {
        return refused(call, errors::invalid_body_param("direction"));
    }
    if (thread.from_post.empty() != from_create_at.empty()) {
        return refused(call,
                       errors::invalid_body_param(thread.from_post.empty() ? "fromPost" : "fromCreateAt"));
    }
    if (!from_create_at.empty()) {
        const auto parsed = number<Milliseconds>(from_create_at);
        if (!parsed) return refused(call, errors::invalid_body_param("fromCreateAt"));
        thread.from_create_at = *parsed;
    }
    const auto* post = call.world.find_live_post(call.param("post_id"));
    if (post == nullptr) return refused(call, errors::unknown_post());
    if (!may_read_posts(call, post->channel_id)) return refused(call, errors::permissions());
    return json_response(200, page_json(call.world, call.world.thread(*post, thread)));
}

}  // namespace mostik::simulators::mattermost::handlers
