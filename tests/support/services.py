"""Services in other languages than Python, as files of a repository in memory."""

from __future__ import annotations

# {more} stands beside the routes, {body} is what a request runs.
EXPRESS = (
    'import express from "express";\n{imports}const app = express();\n{more}'
    'app.post("/ask", async (req, res) => {{\n  {body}\n}});\napp.listen(3000);\n'
)
GIN = (
    'package main\n\nimport (\n\t"net/http"\n\t"github.com/gin-gonic/gin"\n{imports})\n\n'
    "func ask(c *gin.Context) {{\n\t{body}\n}}\n\n"
    'func main() {{\n\tr := gin.New()\n\t{more}\n\tr.POST("/ask", ask)\n\tr.Run()\n}}\n'
)
NODE_IMAGE = 'FROM node:22\nCOPY . .\nCMD ["node", "server.ts"]\n'
GO_IMAGE = 'FROM golang\nCOPY . .\nRUN go build -o /app .\nCMD ["/app"]\n'
SHIPPED = '{"name": "shop", "dependencies": {"express": "5", "pino": "9", "winston": "3"}}'


def express(body: str = "res.json({});", *, imports: str = "", more: str = "") -> dict[str, str]:
    """A service of Express in `server.ts`; the body of its route stands on the line after the route."""
    source = EXPRESS.format(imports=imports, more=more, body=body)
    return {"package.json": SHIPPED, "server.ts": source}


def gin(body: str = 'c.JSON(200, "yes")', *, imports: str = "", more: str = "") -> dict[str, str]:
    """A service of Gin in `main.go`; the body of its route stands on the line after its function."""
    source = GIN.format(imports=imports, more=more, body=body)
    return {"go.mod": "module shop\n", "main.go": source}
