import http from "k6/http";
import { check, sleep } from "k6";

export const options = {
  stages: [{ duration: "5m", target: 5000 }],
  thresholds: {
    http_req_duration: ["p(99)<50"],
    http_req_failed: ["rate<0.01"],
  },
};

export default function () {
  const body = JSON.stringify({ user: `user-${__VU}`, top_k: 10 });
  const response = http.post("https://api.example.com/v1/predict", body, {
    headers: { "Content-Type": "application/json" },
  });
  check(response, { "stress ok": (r) => r.status === 200 });
  sleep(0.1);
}
