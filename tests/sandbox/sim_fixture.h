// A simulated WeCom with a clock in the test's hand, and short words for the calls that tests make.
#pragma once

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "backend/sandbox/simulator.h"
#include "backend/sandbox/world.h"

namespace kf::sim {

constexpr const char* kSales = "wkSandboxPresale0000000000000001";
constexpr const char* kAfterSales = "wkSandboxAftersale00000000000002";
constexpr const char* kWang = "wmSandboxCustomer00000000000001";
constexpr const char* kChen = "wmSandboxCustomer00000000000002";

struct Sim {
    UnixMs now = 1795132800000;
    Simulator sim;
    std::string token;

    explicit Sim(SimConfig config = {}) : sim(seeded(std::move(config)), [this] { return now; }) {
        sign_in();
    }

    static SimConfig seeded(SimConfig config) {
        if (config.random_seed == 0) config.random_seed = 7;
        return config;
    }

    World& world() { return sim.world(); }

    static Json parse(const SimResponse& response) { return Json::parse(response.body, nullptr, false); }

    Json gettoken(const std::string& secret, const std::string& ip = "127.0.0.1") {
        auto request = make_request(
            "GET", "/cgi-bin/gettoken?corpid=" + world().config.corp_id + "&corpsecret=" + secret);
        request.remote_ip = ip;
        return parse(sim.handle(request));
    }
    void sign_in() { token = gettoken(world().config.secret)["access_token"].get<std::string>(); }

    // POST to the kf API with the present token: call("send_msg", {...}).
    Json call(const std::string& name, const Json& body) {
        return parse(sim.handle("POST", "/cgi-bin/kf/" + name + "?access_token=" + token, body.dump()));
    }
    int errcode(const std::string& name, const Json& body) { return call(name, body).value("errcode", -999); }
    SimResponse raw(const std::string& name, const std::string& body) {
        return sim.handle("POST", "/cgi-bin/kf/" + name + "?access_token=" + token, body);
    }

    Json get(const std::string& target) { return parse(sim.handle("GET", target)); }
    Json control(const std::string& name, const Json& body = Json::object()) {
        return parse(sim.handle("POST", "/control/" + name, body.dump()));
    }

    std::string write(const std::string& text, const std::string& customer = kWang,
                      const std::string& account = kSales) {
        const auto answer = control("customers/write",
                                    {{"external_userid", customer}, {"open_kfid", account}, {"text", text}});
        REQUIRE(answer.contains("msgid"));
        return answer["msgid"].get<std::string>();
    }
    Json send(const std::string& text, const std::string& msgid = {}, const std::string& customer = kWang,
              const std::string& account = kSales) {
        Json body{
            {"touser", customer}, {"open_kfid", account}, {"msgtype", "text"}, {"text", {{"content", text}}}};
        if (!msgid.empty()) body["msgid"] = msgid;
        return call("send_msg", body);
    }
    int send_code(const std::string& text, const std::string& msgid = {}) {
        return send(text, msgid).value("errcode", -999);
    }
    int state(const std::string& customer = kWang, const std::string& account = kSales) {
        return call("service_state/get",
                    {{"open_kfid", account}, {"external_userid", customer}})["service_state"]
            .get<int>();
    }
    Json trans(int target, const std::string& servicer = {}, const std::string& customer = kWang) {
        Json body{{"open_kfid", kSales}, {"external_userid", customer}, {"service_state", target}};
        if (!servicer.empty()) body["servicer_userid"] = servicer;
        return call("service_state/trans", body);
    }
    int trans_code(int target, const std::string& servicer = {}) {
        return trans(target, servicer).value("errcode", -999);
    }
    Json sync(const std::string& cursor = {}, const std::string& account = kSales, int limit = 1000) {
        return call("sync_msg", {{"open_kfid", account}, {"cursor", cursor}, {"limit", limit}});
    }
    // The last event of this type in the account's log, or null.
    Json last_event(const std::string& event_type, const std::string& account = kSales) {
        Json found;
        const Json page = sync({}, account);
        for (const auto& message : page["msg_list"]) {
            if (message["msgtype"] == "event" && message["event"]["event_type"] == event_type)
                found = message["event"];
        }
        return found;
    }
    std::string upload(const std::string& type, const std::string& bytes,
                       const std::string& filename = "a.bin") {
        return upload_answer(type, bytes, filename).value("media_id", "");
    }
    Json upload_answer(const std::string& type, const std::string& bytes,
                       const std::string& filename = "a.bin") {
        auto request = make_request("POST", "/cgi-bin/media/upload?access_token=" + token + "&type=" + type);
        request.content_type = "multipart/form-data; boundary=----kf";
        request.body = "------kf\r\nContent-Disposition: form-data; name=\"media\"; filename=\"" + filename +
                       "\"; filelength=" + std::to_string(bytes.size()) +
                       "\r\nContent-Type: application/octet-stream\r\n\r\n" + bytes + "\r\n------kf--\r\n";
        return parse(sim.handle(request));
    }
    void pass_secs(UnixSecs secs) { now += to_ms(secs); }
};

}  // namespace kf::sim
