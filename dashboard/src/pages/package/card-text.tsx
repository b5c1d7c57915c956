import { Code, List, Table, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { ScrollBox } from "../../parts/scroll-box.tsx";
import { type CardBlock, cardBlocks } from "./card-blocks.ts";

/** A model card, as text: nothing in it becomes HTML of its own. */
export function CardText({ text }: { readonly text: string }): ReactNode {
  const blocks = cardBlocks(text);
  return (
    <div style={{ maxWidth: 820, overflowWrap: "anywhere" }}>
      {blocks.map((block, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the text stands still
        <Block key={at} block={block} />
      ))}
    </div>
  );
}

function Block({ block }: { readonly block: CardBlock }): ReactNode {
  switch (block.kind) {
    case "heading":
      return (
        <Title order={block.level <= 1 ? 3 : 4} size={block.level <= 1 ? "h4" : "h5"} mt="md" mb={4}>
          <Inline text={block.text} />
        </Title>
      );
    case "list":
      return (
        <List size="sm" spacing={2} my="xs">
          {block.items.map((item) => (
            <List.Item key={item}>
              <Inline text={item} />
            </List.Item>
          ))}
        </List>
      );
    case "table":
      return <CardTable head={block.head} rows={block.rows} />;
    case "code":
      return <Code block>{block.text}</Code>;
    case "paragraph":
      return (
        <Text size="sm" my="xs">
          <Inline text={block.text} />
        </Text>
      );
    default:
      return block satisfies never;
  }
}

function CardTable({ head, rows }: Omit<Extract<CardBlock, { kind: "table" }>, "kind">): ReactNode {
  return (
    <ScrollBox label={head.join(", ")}>
      <Table fz="sm" miw={Math.min(600, 130 * head.length)}>
        <Table.Thead>
          <Table.Tr>
            {head.map((cell) => (
              <Table.Th key={cell}>
                <Inline text={cell} />
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((cells) => (
            <Table.Tr key={cells.join("|")}>
              {cells.map((cell, at) => (
                <Table.Td key={head[at]}>
                  <Inline text={cell} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}

/** Code and bold parts of a line. */
function Inline({ text }: { readonly text: string }): ReactNode {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part, at) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: the text stands still
    if (part.startsWith("`")) return <Code key={at}>{part.slice(1, -1)}</Code>;
    // biome-ignore lint/suspicious/noArrayIndexKey: the text stands still
    return part.startsWith("**") ? <b key={at}>{part.slice(2, -2)}</b> : part;
  });
}
